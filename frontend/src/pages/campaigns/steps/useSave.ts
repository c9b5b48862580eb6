// Keeps what was typed as the API's draft: what is sound and new goes in one change, whichever step it is of.

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, once } from "~/api/client";
import { asProblem, type Problem } from "~/api/problem";
import { useSession } from "~/app/session";
import type { Campaign } from "../status";
import { useChanged } from "../page/Controls";
import { type Draft, draftKey, keepBegun } from "./draft";
import { bodyOf, type FieldName, fieldsOf, isSound, namedFields, newBody, type Place, type Step, stepOf, steps } from "./steps";

/** kept; gone: to the page of the campaign that was made; failed: the problem says; a step: its fields were refused. */
export type SaveResult = "kept" | "gone" | "failed" | Step;

export function useSave(campaign: Campaign | null, draft: Draft) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { account } = useSession();
  const changed = useChanged();
  const [refused, setRefused] = useState<Partial<Record<FieldName, string>>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const create = api.useMutation("post", "/api/v1/campaigns");
  const change = api.useMutation("patch", "/api/v1/campaigns/{id}");

  const keep = (made: Campaign) => {
    cache.setQueryData(["get", "/api/v1/campaigns/{id}", { params: { path: { id: made.id ?? "" } } }], made);
    changed();
  };
  const makeNew = async (to: Place | "upload"): Promise<SaveResult> => {
    const made = await create.mutateAsync({ params: { header: once() }, body: newBody(draft.values) });
    keep(made);
    keepBegun(draftKey(account.id ?? "", made.id ?? ""));
    draft.forget();
    void navigate(to === "upload" ? `/batches/new?campaign=${made.id ?? ""}` : `/campaigns/${made.id ?? ""}/edit?step=${to}`, { replace: true });
    return "gone";
  };
  const changeIt = async (one: Campaign, here: Step | null): Promise<SaveResult> => {
    const stands = (step: Step) => fieldsOf[step].some((name) => refused[name] !== undefined);
    const wanted = steps.filter((step) => draft.isChanged(step) && isSound(step, draft.values) && (step === here || !stands(step)));
    if (wanted.length === 0) return "kept";
    keep(
      await change.mutateAsync({
        // what somebody else changed meanwhile is not written over
        params: { path: { id: one.id ?? "" }, header: { "If-Match": `"${one.version ?? 0}"` } },
        body: Object.assign({}, ...wanted.map((step) => bodyOf(step, draft.values, one))) as ReturnType<typeof bodyOf>,
      }),
    );
    for (const step of wanted) draft.settle(step);
    return "kept";
  };
  const tell = (error: unknown): SaveResult => {
    const told = asProblem(error);
    const fields = told?.fields ?? {};
    const step = Object.keys(fields).map(stepOf).find((one) => one !== undefined);
    setRefused((before) => ({ ...before, ...namedFields(fields) }));
    setProblem(told);
    if (told?.status === 412) changed(); // the next try is of the campaign as it is now
    return step ?? "failed";
  };

  return {
    refused,
    problem,
    isBusy: create.isPending || change.isPending,
    /** A field that was refused is written anew. */
    allow: (name: FieldName) => {
      setProblem(null);
      setRefused(({ [name]: _, ...others }) => others);
    },
    run: async (here: Step | null, to: Place | "upload"): Promise<SaveResult> => {
      setProblem(null);
      try {
        return await (campaign === null ? makeNew(to) : changeIt(campaign, here));
      } catch (error) {
        return tell(error);
      }
    },
  };
}

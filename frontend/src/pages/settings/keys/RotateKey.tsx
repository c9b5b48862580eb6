import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, once, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Form } from "~/ui/Field";
import { Select } from "~/ui/Select";
import { type Overlap, overlapMs, overlaps } from "./lasting";
import { keyMessages } from "./messages";

interface Props {
  before: Schemas["api_keys"] | undefined;
  onClose(): void;
  onMade(secret: string): void;
}

/** Another key in place of one; both open for as long as is chosen. */
export function RotateKey({ before, onClose, onMade }: Props) {
  const k = useMessages(keyMessages);
  const cache = useQueryClient();
  const [overlap, setOverlap] = useState<Overlap>("1");
  const rotate = api.useMutation("post", "/api/v1/api-keys/{id}/rotate");
  const turn = async () => {
    const params = { path: { id: before?.id ?? "" }, header: once() };
    const made = await rotate.mutateAsync({ body: { overlap_ms: overlapMs(overlap) }, params } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/api-keys"] });
    onClose();
    onMade((made as Schemas["created_api_key"]).secret ?? "");
  };
  return (
    <Dialog open={before !== undefined} onClose={onClose} title={k("rotateKeyTitle", { name: before?.name ?? "" })}>
      <p className="quiet">{k("rotateKeyText")}</p>
      <Form problem={asProblem(rotate.error)} onSubmit={() => turn().catch(() => undefined)}>
        <Field name="overlap_ms" label={k("overlap")}>
          <Select<Overlap>
            label={k("overlap")}
            value={overlap}
            choices={overlaps.map((value) => ({ value, label: k(`o_${value}`) }))}
            onChange={setOverlap}
          />
        </Field>
        <FormProblem problem={asProblem(rotate.error)} />
        <Button type="submit" kind="primary" busy={rotate.isPending}>
          {k("rotateKey")}
        </Button>
      </Form>
    </Dialog>
  );
}

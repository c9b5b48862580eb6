// Is my list good? By the state of the batch: how the sheet was understood, what becomes of each row, or what became of
// it.

import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { api } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { useLive } from "~/live/live";
import { PageHeader } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { type Batch, BatchBadge } from "./batch";
import { CheckFailed } from "./Failure";
import { MissingVariables } from "./MissingVariables";
import { Committed, Ended, Working } from "./Outcome";
import { batchMessages } from "./messages";
import { Preview } from "./Preview";
import { Review } from "./Review";
import { useBatchCampaign } from "./useBatchCampaign";

const LOOK_MS = 1000;

/** Everything that shows this batch is asked for again. */
export function useBatchChanged(): () => void {
  const cache = useQueryClient();
  return () => {
    for (const path of ["/api/v1/batches/{id}", "/api/v1/batches/{id}/preview", "/api/v1/batches/{id}/rows", "/api/v1/batches"])
      void cache.invalidateQueries({ queryKey: ["get", path] });
  };
}

export const works = (batch: Batch | undefined): boolean => batch?.status === "checking" || batch?.status === "importing";

function Body({ batch }: { batch: Batch }) {
  switch (batch.status) {
    case "checking":
    case "importing":
      return <Working batch={batch} />;
    case "committed":
      return <Committed batch={batch} />;
    case "failed":
    case "undone":
      return <Ended batch={batch} />;
    default:
      return (
        <>
          <CheckFailed batch={batch} />
          <MissingVariables batch={batch} />
          {batch.checked_at ? <Review batch={batch} /> : <Preview batch={batch} />}
        </>
      );
  }
}

/** Where its contacts go: asked before they do. */
function Where({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const name = useBatchCampaign(batch).data?.name;
  if (!batch.campaign || !name) return null;
  return (
    <p>
      {t("forCampaign")} <Link to={`/campaigns/${batch.campaign}`}>{name}</Link>
    </p>
  );
}

export default function BatchPage() {
  const t = useMessages(batchMessages);
  const format = useFormat();
  const { id = "" } = useParams();
  useLive("batch", id);
  const batch = api.useQuery(
    "get",
    "/api/v1/batches/{id}",
    { params: { path: { id } } },
    { refetchInterval: (query) => (works(query.state.data as Batch | undefined) ? LOOK_MS : false) },
  );
  return (
    <Loaded query={batch} height={560}>
      {(data) => (
        <>
          <PageHeader
            title={data.file_name || id}
            badge={<BatchBadge status={data.status} />}
            back={{ to: "/batches", label: t("title") }}
          >
            <Where batch={data} />
            {data.checked_at && data.status === "received" && (
              <p>
                {t("counts", {
                  jobs: data.counts.jobs,
                  out: data.counts.rows - data.counts.jobs,
                })}
              </p>
            )}
            {!data.checked_at && data.created_at && <p>{t("uploadedAt", { time: format.dateTime(data.created_at) })}</p>}
          </PageHeader>
          <Body batch={data} />
        </>
      )}
    </Loaded>
  );
}

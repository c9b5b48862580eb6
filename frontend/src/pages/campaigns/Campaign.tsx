import { useParams } from "react-router";
import { api } from "~/api/client";
import { Loaded } from "~/ui/States";
import { PageHeader } from "~/ui/Layout";

export default function CampaignPage() {
  const { id = "" } = useParams();
  const campaign = api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id } } });
  return <Loaded query={campaign}>{(data) => <PageHeader title={data.name} />}</Loaded>;
}

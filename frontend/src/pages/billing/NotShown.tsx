import { ErrorState } from "~/ui/ErrorState";
import { PageHeader } from "~/ui/Layout";

interface Props {
  title: string;
  back: { to: string; label: string };
  query: { error: unknown; refetch(): unknown };
}

/** In the place of one that is not there or could not be loaded: the way back, and why. */
export function NotShown({ title, back, query }: Props) {
  return (
    <>
      <PageHeader title={title} back={back} />
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    </>
  );
}

import { useMessages } from "~/i18n/locale";
import { NoCallList } from "~/noCalls/NoCallList";
import { buttonClass } from "~/ui/Button";
import { PageHeader } from "~/ui/Layout";
import { listedMessages } from "./listedMessages";
import { Operators } from "./Operators";

const PATH = "/api/v1/admin/suppressions";

function List() {
  const t = useMessages(listedMessages);
  const download = (
    <a className={buttonClass()} href={`${PATH}/export`} download>
      {t("download")}
    </a>
  );
  return (
    <NoCallList path={PATH} name="no-calls" texts={listedMessages} download={download}>
      {(actions, list) => (
        <>
          <PageHeader title={t("title")} actions={actions}>
            {t("text")}
          </PageHeader>
          {list}
        </>
      )}
    </NoCallList>
  );
}

/** The installation's own do-not-call list. */
export default function NoCalls() {
  const t = useMessages(listedMessages);
  return (
    <Operators title={t("title")}>
      <List />
    </Operators>
  );
}

import { FileDown, ScrollText } from "lucide-react";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { useActor, useMembers } from "~/deeds/actor";
import { useDetail, useNamedChange, useObject } from "~/deeds/useChange";
import { DeedFilters, useDeedFilters } from "~/deeds/DeedFilters";
import { deedMessages, filterMessages } from "~/deeds/messages";
import { useFormat, useMessages } from "~/i18n/locale";
import { buttonClass } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { SettingsFrame } from "./Frame";
import { settingsMessages } from "./messages";
import styles from "./Settings.module.css";

type Entry = Schemas["audit_entries"];

type Change = NonNullable<Entry["changes"]>[number];
/** So many are shown at once; the others when they are asked for. */
const SHOWN = 2;

function Line({ change }: { change: Change }) {
  const { field, before, after } = useNamedChange(change);
  return (
    <li title={`${field}: ${before} → ${after}`}>
      {field}: <del>{before}</del> → <ins>{after}</ins>
    </li>
  );
}

function List({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className={styles["changes"]}>
      {changes.map((change) => (
        <Line key={change.field} change={change} />
      ))}
    </ul>
  );
}

function Changes({ entry }: { entry: Entry }) {
  const t = useMessages(settingsMessages);
  const format = useFormat();
  const detail = useDetail(useMembers());
  const changes = entry.changes ?? [];
  const object = useObject(entry.object);
  const isNamed = changes.some(({ field, after }) => field === "name" && after === object?.name);
  const said = [entry.amount && format.amount(entry.amount), detail(entry.detail)].filter(Boolean).join("; ");
  const of = object && !isNamed && (
    <p title={object.name}>
      <Link to={object.to}>{object.name}</Link>
    </p>
  );
  if (changes.length === 0 && !of) return said || "—";
  return (
    <>
      {of}
      {said && <p>{said}</p>}
      {changes.length > 0 && <List changes={changes.slice(0, SHOWN)} />}
      {changes.length > SHOWN && (
        <details className={styles["others"]}>
          <summary>{t("moreChanges", { n: changes.length - SHOWN })}</summary>
          <List changes={changes.slice(SHOWN)} />
        </details>
      )}
    </>
  );
}

export default function Audit() {
  const t = useMessages(settingsMessages);
  const deed = useMessages(deedMessages);
  const actor = useActor();
  const format = useFormat();
  const none = useMessages(filterMessages);
  const { asked, any } = useDeedFilters();
  const list = useList("/api/v1/audit-log", { limit: 100, sort: "-created_at", ...asked });
  const file = new URLSearchParams(Object.entries(asked)).toString();
  const columns: Column<Entry>[] = [
    { id: "when", header: t("when"), cell: ({ row }) => format.dateTime(row.original.created_at ?? "") },
    { id: "what", header: t("what"), cell: ({ row: { original: entry } }) => entry.type && <span title={entry.type}>{deed(entry.type)}</span> },
    { id: "who", header: t("who"), cell: ({ row }) => <span title={row.original.actor ?? undefined}>{actor(row.original.actor)}</span> },
    { id: "changes", fill: true, header: t("changes"), cell: ({ row }) => <Changes entry={row.original} /> },
    { id: "where", header: t("where"), from: 900, cell: ({ row }) => row.original.address || "—" },
    { id: "object", header: t("object"), hidden: true, cell: ({ row }) => row.original.object ?? "—" },
  ];
  return (
    <SettingsFrame
      part="audit"
      actions={
        <a className={buttonClass()} href={`/api/v1/audit-log/export${file ? `?${file}` : ""}`} download>
          <FileDown aria-hidden size={16} />
          {t("exportAudit")}
        </a>
      }
    >
      <Card flush>
        <Loaded query={list} height={320}>
          {(rows) => (
            <DataTable
              label={t("audit")}
              name="audit"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              more={list.more}
              toolbar={<DeedFilters actors />}
              empty={
                <EmptyState icon={ScrollText} title={any ? none("noneTitle") : t("noAuditTitle")}>
                  {any ? none("noneText") : t("noAuditText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
    </SettingsFrame>
  );
}

import type { Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { otherShapes, type Role, StatusBadge } from "~/ui/StatusBadge";
import { adminMessages } from "./messages";

export type Account = Partial<Schemas["accounts"]>;
export type AccountStatus = NonNullable<Account["status"]>;
export const accountStatuses: readonly AccountStatus[] = ["active", "suspended", "closed"];
export const ACCOUNTS = "/api/v1/admin/accounts";
export const ACCOUNT = "/api/v1/admin/accounts/{id}";

const roles: Record<AccountStatus, Role> = { active: "well", suspended: "needs", closed: "waiting" };

export function AccountBadge({ status }: { status: Account["status"] }) {
  const t = useMessages(adminMessages);
  const known = status ?? "active";
  return <StatusBadge role={roles[known]} word={t(known)} icon={known === "suspended" ? otherShapes.paused : undefined} />;
}

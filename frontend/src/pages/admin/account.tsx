import { Link } from "react-router";
import { api, type Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { otherShapes, type Role, StatusBadge } from "~/ui/StatusBadge";
import { adminMessages } from "./messages";

export type Account = Schemas["accounts"];
export type AccountStatus = Account["status"];
export const accountStatuses: readonly AccountStatus[] = ["active", "suspended", "closed"];
export const ACCOUNTS = "/api/v1/admin/accounts";
export const SUMMARY = "/api/v1/admin/accounts-summary";
export const ACCOUNT = "/api/v1/admin/accounts/{id}";

const roles: Record<AccountStatus, Role> = { active: "well", suspended: "needs", closed: "waiting" };

/** The account by its name, once it is known. */
export function AccountLink({ id }: { id: string }) {
  const account = api.useQuery("get", ACCOUNT, { params: { path: { id } } }, { staleTime: Infinity });
  return <Link to={`/admin/accounts/${id}`}>{account.data?.account?.name ?? id}</Link>;
}

const NONE: readonly Schemas["plans"][] = [];
export const usePlans = (): readonly Schemas["plans"][] => api.useQuery("get", "/api/v1/plans").data?.items ?? NONE;

/** Plans by their names; one that is not known, or not yet, by its code. */
export function usePlanName(): (code: string | null | undefined) => string {
  const plans = usePlans();
  return (code) => plans.find((plan) => plan.code === code)?.name ?? code ?? "";
}

export function AccountBadge({ status }: { status: Account["status"] }) {
  const t = useMessages(adminMessages);
  return <StatusBadge role={roles[status]} word={t(status)} icon={status === "suspended" ? otherShapes.paused : undefined} />;
}

import { serverNow } from "~/api/clock";
import type { Schemas } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { lastCallOf } from "./lastCallOf";
import { lastCallMessages } from "./lastCallMessages";

/** No finer than it is known, and never at odds with the calls that are on. */
export function LastCall({ account }: { account: Schemas["listed_account"] }) {
  const t = useMessages(lastCallMessages);
  const format = useFormat();
  const kind = lastCallOf(account, serverNow());
  if (kind === "past" && account.last_call_at) return <span title={format.dateTime(account.last_call_at)}>{format.since(account.last_call_at, serverNow())}</span>;
  return <span className={kind === "never" ? "quiet" : undefined}>{kind !== "past" && t(kind)}</span>;
}

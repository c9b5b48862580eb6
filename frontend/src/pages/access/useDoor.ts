// The brand of the address that somebody came by: an account's own, or the installation's.

import { useEffect } from "react";
import { api } from "~/api/client";
import { applyBrand, type Brand, OURS } from "~/app/brand";

/** True when it is known; nothing of another brand is shown before. */
export function useDoor(): boolean {
  const { data, isPending } = api.useQuery("get", "/api/v1/brand", {}, { staleTime: Number.POSITIVE_INFINITY, retry: 1 });
  useEffect(() => {
    const brand: Brand = { name: data?.name ?? "", color: data?.color ?? "", logo: data?.logo ? "/api/v1/brand/logo" : "" };
    applyBrand(brand);
  }, [data]);
  useEffect(() => () => applyBrand(OURS), []);
  return !isPending;
}

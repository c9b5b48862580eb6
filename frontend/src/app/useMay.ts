import { type Permission, permissionsOf } from "./permissions";
import { useSession } from "./session";

/** const may = useMay(); … may("spend") && <Button …> */
export function useMay(): (permission: Permission) => boolean {
  const { role } = useSession();
  return (permission) => permissionsOf[role].includes(permission);
}

/** Stands above accounts: operates the installation. */
export function useOperates(): boolean {
  return useSession().signedIn.user?.platform_admin === true;
}

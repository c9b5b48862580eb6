import type { Page } from "./pages";
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

/** Is the page in this person's menu? */
export function useInMenu(): (page: Page) => page is Page & { menu: NonNullable<Page["menu"]> } {
  const may = useMay();
  const operates = useOperates();
  return (page): page is Page & { menu: NonNullable<Page["menu"]> } =>
    page.menu !== undefined && (!page.permission || may(page.permission)) && (!page.operator || operates);
}

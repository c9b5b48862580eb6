import type { Page } from "./pages";
import { useMay, useOperates } from "./useMay";

/** Is the page in this person's menu? */
export function useInMenu(): (page: Page) => page is Page & { menu: NonNullable<Page["menu"]> } {
  const may = useMay();
  const operates = useOperates();
  return (page): page is Page & { menu: NonNullable<Page["menu"]> } =>
    page.menu !== undefined && (!page.permission || may(page.permission)) && (!page.operator || operates);
}

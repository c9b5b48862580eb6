// Every page in one table: its path, its place in the menu, who may see it, and the module that draws it, which is
// loaded when somebody first goes there. See README.md for a page of your own.

import { Activity, Building2, ChartNoAxesCombined, FileSpreadsheet, Headphones, House, Landmark, type LucideIcon, MessageSquareText, PhoneCall, Settings, Tags, UserSearch, Wallet } from "lucide-react";
import type { ComponentType } from "react";
import type { PlainKey } from "~/i18n/messages";
import type { appMessages } from "./messages";
import type { Permission } from "./permissions";

type Key = PlainKey<(typeof appMessages)["es"]>;

export interface Page {
  path: string;
  /** In the menu, by the key of its name in app/messages.ts; without it the page is reached from others. */
  menu?: { name: Key; icon: LucideIcon };
  permission?: Permission;
  /** Only for who operates the installation. */
  operator?: true;
  load: () => Promise<{ default: ComponentType }>;
}

/** Inside the frame, for people who are signed in. The order is the menu's. */
export const pages: Page[] = [
  { path: "/", menu: { name: "home", icon: House }, load: () => import("~/pages/home/Home") },
  { path: "/campaigns", menu: { name: "campaigns", icon: PhoneCall }, load: () => import("~/pages/campaigns/Campaigns") },
  { path: "/batches", menu: { name: "batches", icon: FileSpreadsheet }, load: () => import("~/pages/batches/Batches") },
  { path: "/batches/new", permission: "import", load: () => import("~/pages/batches/NewBatch") },
  { path: "/batches/:id", permission: "import", load: () => import("~/pages/batches/BatchPage") },
  { path: "/campaigns/new", permission: "edit_campaigns", load: () => import("~/pages/campaigns/NewCampaign") },
  { path: "/campaigns/:id/edit", permission: "edit_campaigns", load: () => import("~/pages/campaigns/EditCampaign") },
  { path: "/campaigns/:id", load: () => import("~/pages/campaigns/Campaign") },
  { path: "/calls", menu: { name: "calls", icon: Headphones }, load: () => import("~/pages/calls/Calls") },
  { path: "/calls/:id", load: () => import("~/pages/calls/Calls") },
  { path: "/contacts", menu: { name: "contacts", icon: UserSearch }, permission: "read_people", load: () => import("~/pages/people/Contacts") },
  { path: "/jobs/:id", load: () => import("~/pages/people/JobPage") },
  { path: "/scripts", menu: { name: "scripts", icon: MessageSquareText }, load: () => import("~/pages/scripts/Scripts") },
  { path: "/scripts/new", permission: "edit_campaigns", load: () => import("~/pages/scripts/ScriptPage") },
  { path: "/scripts/:id", load: () => import("~/pages/scripts/ScriptPage") },
  { path: "/analytics", menu: { name: "analytics", icon: ChartNoAxesCombined }, load: () => import("~/pages/analytics/Analytics") },
  { path: "/billing", menu: { name: "billing", icon: Wallet }, permission: "read_money", load: () => import("~/pages/billing/Billing") },
  { path: "/billing/statements", permission: "read_money", load: () => import("~/pages/billing/Statements") },
  { path: "/settings", menu: { name: "settings", icon: Settings }, load: () => import("~/pages/settings/Account") },
  { path: "/settings/security", load: () => import("~/pages/settings/security/Security") },
  { path: "/settings/people", permission: "manage_account", load: () => import("~/pages/settings/People") },
  { path: "/settings/numbers", load: () => import("~/pages/settings/Numbers") },
  { path: "/settings/displays", permission: "manage_account", load: () => import("~/pages/settings/Displays") },
  { path: "/settings/brand", load: () => import("~/pages/settings/brand/Brand") },
  { path: "/settings/notifications", load: () => import("~/pages/settings/notices/Notices") },
  { path: "/settings/webhooks", permission: "manage_account", load: () => import("~/pages/settings/webhooks/Webhooks") },
  { path: "/settings/keys", permission: "manage_account", load: () => import("~/pages/settings/Keys") },
  { path: "/settings/suppressions", permission: "suppress", load: () => import("~/pages/settings/Suppressions") },
  { path: "/settings/audit", permission: "manage_account", load: () => import("~/pages/settings/Audit") },
  { path: "/admin", menu: { name: "adminSystem", icon: Activity }, operator: true, load: () => import("~/pages/admin/System") },
  { path: "/admin/accounts", menu: { name: "adminAccounts", icon: Building2 }, operator: true, load: () => import("~/pages/admin/Accounts") },
  { path: "/admin/accounts/:id", operator: true, load: () => import("~/pages/admin/AccountPage") },
  { path: "/admin/accounts/:id/audit", operator: true, load: () => import("~/pages/admin/Log") },
  { path: "/admin/dead-events", operator: true, load: () => import("~/pages/admin/DeadEvents") },
  { path: "/admin/audit", operator: true, load: () => import("~/pages/admin/Log") },
  { path: "/admin/plans", menu: { name: "adminPlans", icon: Tags }, operator: true, load: () => import("~/pages/admin/Plans") },
  { path: "/admin/plans/new", operator: true, load: () => import("~/pages/admin/PlanPage") },
  { path: "/admin/plans/:code", operator: true, load: () => import("~/pages/admin/PlanPage") },
  { path: "/admin/billing", menu: { name: "adminBilling", icon: Landmark }, operator: true, load: () => import("~/pages/admin/Billing") },
];

/** Without a session and without the frame. */
export const openPages: Page[] = [
  { path: "/login", load: () => import("~/pages/access/LogIn") },
  { path: "/forgotten-password", load: () => import("~/pages/access/ForgottenPassword") },
  { path: "/reset", load: () => import("~/pages/access/ResetPassword") },
  { path: "/register", load: () => import("~/pages/access/Register") },
  { path: "/sign-up", load: () => import("~/pages/access/ConfirmSignUp") },
  { path: "/invitation", load: () => import("~/pages/access/AcceptInvitation") },
  { path: "/wall", load: () => import("~/pages/wall/Wall") },
];

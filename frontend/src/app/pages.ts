// Every page in one table: its path, its place in the menu, who may see it, and the module that draws it, which is
// loaded when somebody first goes there. See README.md for a page of your own. boot.ts reads the table before anything
// else is there: it imports nothing.

import type { ComponentType } from "react";
import type { PlainKey } from "~/i18n/messages";
import type { appMessages } from "./messages";
import type { Permission } from "./permissions";

/** Each has its picture in Shell.tsx. */
export type MenuKey = Extract<
  PlainKey<(typeof appMessages)["es"]>,
  | "home"
  | "campaigns"
  | "batches"
  | "calls"
  | "contacts"
  | "scripts"
  | "analytics"
  | "billing"
  | "settings"
  | "adminSystem"
  | "adminAccounts"
  | "adminPlans"
  | "adminBilling"
  | "adminNoCalls"
>;

export interface Page {
  path: string;
  /** In the menu, by the key of its name in app/messages.ts; without it the page is reached from others. */
  menu?: MenuKey;
  permission?: Permission;
  /** Only for who operates the installation. */
  operator?: true;
  /** What it asks the API for at first, when its address has no filters: asked while its own code is still on the way. */
  first?: readonly string[];
  load: () => Promise<{ default: ComponentType }>;
}

/** The frame around pages, no part of what the log-in page loads. */
export const loadInside = () => import("./Inside");

/** Inside the frame, for people who are signed in. The order is the menu's. */
export const pages: Page[] = [
  { path: "/", menu: "home", first: ["/api/v1/account/stats"], load: () => import("~/pages/home/Home") },
  { path: "/campaigns", menu: "campaigns", first: ["/api/v1/campaigns?limit=50&sort=-created_at"], load: () => import("~/pages/campaigns/Campaigns") },
  { path: "/batches", menu: "batches", first: ["/api/v1/batches?limit=50&sort=-created_at"], load: () => import("~/pages/batches/Batches") },
  { path: "/batches/new", permission: "import", load: () => import("~/pages/batches/NewBatch") },
  { path: "/batches/:id", permission: "import", load: () => import("~/pages/batches/BatchPage") },
  { path: "/campaigns/new", permission: "edit_campaigns", load: () => import("~/pages/campaigns/NewCampaign") },
  { path: "/campaigns/:id/edit", permission: "edit_campaigns", load: () => import("~/pages/campaigns/EditCampaign") },
  { path: "/campaigns/:id", first: ["/api/v1/campaigns/:id", "/api/v1/campaigns/:id/progress"], load: () => import("~/pages/campaigns/Campaign") },
  { path: "/calls", menu: "calls", first: ["/api/v1/calls?limit=100&sort=-created_at"], load: () => import("~/pages/calls/Calls") },
  { path: "/calls/:id", first: ["/api/v1/calls/:id"], load: () => import("~/pages/calls/Calls") },
  { path: "/contacts", menu: "contacts", permission: "read_people", load: () => import("~/pages/people/Contacts") },
  { path: "/jobs/:id", first: ["/api/v1/jobs/:id", "/api/v1/jobs/:id/timeline"], load: () => import("~/pages/people/JobPage") },
  { path: "/scripts", menu: "scripts", first: ["/api/v1/scripts?limit=50&sort=-created_at"], load: () => import("~/pages/scripts/Scripts") },
  { path: "/scripts/new", permission: "edit_campaigns", load: () => import("~/pages/scripts/ScriptPage") },
  { path: "/scripts/:id", first: ["/api/v1/scripts/:id"], load: () => import("~/pages/scripts/ScriptPage") },
  { path: "/analytics", menu: "analytics", load: () => import("~/pages/analytics/Analytics") },
  { path: "/billing", menu: "billing", permission: "read_money", first: ["/api/v1/wallet", "/api/v1/wallet/entries?limit=100&sort=-created_at"], load: () => import("~/pages/billing/Billing") },
  { path: "/billing/statements", permission: "read_money", load: () => import("~/pages/billing/Statements") },
  { path: "/billing/statements/:month", permission: "read_money", first: ["/api/v1/wallet/statements/:month"], load: () => import("~/pages/billing/StatementPage") },
  { path: "/billing/entries/:id", permission: "read_money", first: ["/api/v1/wallet/entries/:id"], load: () => import("~/pages/billing/EntryPage") },
  { path: "/settings", menu: "settings", load: () => import("~/pages/settings/Account") },
  { path: "/settings/security", load: () => import("~/pages/settings/security/Security") },
  { path: "/settings/people", permission: "manage_account", load: () => import("~/pages/settings/People") },
  { path: "/settings/numbers", load: () => import("~/pages/settings/Numbers") },
  { path: "/settings/displays", permission: "manage_account", load: () => import("~/pages/settings/Displays") },
  { path: "/settings/brand", load: () => import("~/pages/settings/brand/Brand") },
  { path: "/settings/notifications", load: () => import("~/pages/settings/notices/Notices") },
  { path: "/settings/webhooks", permission: "manage_account", load: () => import("~/pages/settings/webhooks/Webhooks") },
  { path: "/settings/keys", permission: "manage_account", first: ["/api/v1/api-keys?limit=50&sort=-created_at"], load: () => import("~/pages/settings/keys/Keys") },
  { path: "/settings/suppressions", permission: "suppress", load: () => import("~/pages/settings/Suppressions") },
  { path: "/settings/audit", permission: "manage_account", load: () => import("~/pages/settings/Audit") },
  { path: "/admin", menu: "adminSystem", operator: true, first: ["/api/v1/admin/system"], load: () => import("~/pages/admin/System") },
  { path: "/admin/accounts", menu: "adminAccounts", operator: true, first: ["/api/v1/admin/accounts?limit=100&sort=-created_at", "/api/v1/admin/accounts-summary"], load: () => import("~/pages/admin/Accounts") },
  { path: "/admin/accounts/:id", operator: true, first: ["/api/v1/admin/accounts/:id"], load: () => import("~/pages/admin/AccountPage") },
  { path: "/admin/accounts/:id/audit", operator: true, load: () => import("~/pages/admin/Log") },
  { path: "/admin/dead-events", operator: true, load: () => import("~/pages/admin/DeadEvents") },
  { path: "/admin/audit", operator: true, first: ["/api/v1/admin/audit-log?limit=100&sort=-created_at"], load: () => import("~/pages/admin/Log") },
  { path: "/admin/plans", menu: "adminPlans", operator: true, first: ["/api/v1/plans", "/api/v1/admin/billing"], load: () => import("~/pages/admin/Plans") },
  { path: "/admin/plans/new", operator: true, load: () => import("~/pages/admin/PlanPage") },
  { path: "/admin/plans/:code", operator: true, load: () => import("~/pages/admin/PlanPage") },
  { path: "/admin/billing", menu: "adminBilling", operator: true, load: () => import("~/pages/admin/Billing") },
  { path: "/admin/suppressions", menu: "adminNoCalls", operator: true, load: () => import("~/pages/admin/NoCalls") },
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

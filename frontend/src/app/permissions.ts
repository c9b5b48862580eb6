// What a role may do, so that nobody is shown a button that the API refuses. The API decides; this only spares the
// question. permissions.test.ts holds it against domain/src/permission.c.

import type { Schemas } from "~/api/client";

const views = ["read", "watch"] as const;
const operates = [...views, "read_people", "import", "edit_campaigns", "run_campaigns", "suppress"] as const;
const administers = [...operates, "read_money", "manage_account"] as const;
const owns = [...administers, "spend"] as const;

export type Permission = (typeof owns)[number];

export const permissionsOf: Record<Schemas["sessions"]["role"], readonly Permission[]> = {
  viewer: views,
  operator: operates,
  admin: administers,
  owner: owns,
};

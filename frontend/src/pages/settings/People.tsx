import { useQueryClient } from "@tanstack/react-query";
import { Trash2, UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { api, once, type Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { permissionsOf } from "~/app/permissions";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button, IconButton } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm, Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Form, TextField } from "~/ui/Field";
import { Card, columns as layout } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { say, useTellProblem } from "~/ui/Toasts";
import { SettingsFrame } from "./Frame";
import { settingsMessages } from "./messages";
import { FactorCell } from "./ResetFactor";

type Member = Schemas["members"];
type Role = Member["role"];
const roles: readonly Role[] = ["viewer", "operator", "admin", "owner"];

/** Nobody gives or changes a role that may what they may not themselves: as the API has it. */
function useMayGive(): (role: Role) => boolean {
  const may = useMay();
  return (role) => permissionsOf[role].every(may);
}

function RoleSelect({ label, value, onChange }: { label: string; value: Role; onChange(role: Role): void }) {
  const t = useMessages(settingsMessages);
  const mayGive = useMayGive();
  return (
    <Select
      small
      label={label}
      value={value}
      choices={roles.filter(mayGive).map((role) => ({ value: role, label: t(`r_${role}`), hint: t(`rh_${role}`) }))}
      onChange={onChange}
    />
  );
}

function Invite({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useMessages(settingsMessages);
  const cache = useQueryClient();
  const [role, setRole] = useState<Role>("operator");
  const invite = api.useMutation("post", "/api/v1/invitations");
  const send = async (email: string) => {
    await invite.mutateAsync({ body: { email, role }, params: { header: once() } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/invitations"] });
    say(t("invited", { email }));
    onClose();
  };
  return (
    <Dialog open={open} onClose={onClose} title={t("inviteTitle")}>
      <p className="quiet">{t("inviteText")}</p>
      <Form problem={asProblem(invite.error)} onSubmit={({ email = "" }) => send(email).catch(() => undefined)}>
        <TextField name="email" type="email" label={t("email")} required autoComplete="off" />
        <Field name="role" label={t("role")}>
          <RoleSelect label={t("role")} value={role} onChange={setRole} />
        </Field>
        <FormProblem problem={asProblem(invite.error)} />
        <Button type="submit" kind="primary" busy={invite.isPending}>
          {t("invite")}
        </Button>
      </Form>
    </Dialog>
  );
}

function Invitations() {
  const t = useMessages(settingsMessages);
  const format = useFormat();
  const cache = useQueryClient();
  const list = useList("/api/v1/invitations", { limit: 50 });
  const revoke = api.useMutation("delete", "/api/v1/invitations/{id}", { onError: useTellProblem() });
  const resend = api.useMutation("post", "/api/v1/invitations/{id}/resend", { onError: useTellProblem() });
  const refresh = () => cache.invalidateQueries({ queryKey: ["get", "/api/v1/invitations"] });
  const end = async (id: string) => {
    await revoke.mutateAsync({ params: { path: { id } } } as never);
    await refresh();
    say(t("revoked"));
  };
  const again = async ({ id, email }: Schemas["invitations"]) => {
    await resend.mutateAsync({ params: { path: { id: id ?? "" } } } as never);
    await refresh();
    say(t("invited", { email: email ?? "" }));
  };
  const columns: Column<Schemas["invitations"]>[] = [
    { id: "email", header: t("email"), cell: ({ row }) => row.original.email },
    { id: "role", header: t("role"), cell: ({ row }) => t(`r_${row.original.role}`) },
    { id: "expires", header: t("expires"), cell: ({ row }) => format.since(row.original.expires_at ?? "") },
    {
      id: "acts",
      header: "",
      acts: true,
      cell: ({ row }) => (
        <>
          <Button small kind="quiet" onClick={() => void again(row.original).catch(() => undefined)}>
            {t("resend")}
          </Button>
          <Button small kind="quiet" onClick={() => void end(row.original.id ?? "").catch(() => undefined)}>
            {t("revoke")}
          </Button>
        </>
      ),
    },
  ];
  return (
    <Card flush title={t("invitations")}>
      <Loaded query={list} height={120}>
        {(rows) => (
          <DataTable
            label={t("invitations")}
            name="invitations"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id ?? ""}
            more={list.more}
            empty={
              <EmptyState icon={UserPlus} title={t("noInvitations")}>
                {t("noInvitationsText")}
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </Card>
  );
}

function Members() {
  const t = useMessages(settingsMessages);
  const format = useFormat();
  const cache = useQueryClient();
  const tell = useTellProblem();
  const list = useList("/api/v1/users", { limit: 50 });
  const change = api.useMutation("patch", "/api/v1/users/{id}", { onError: tell });
  const take = api.useMutation("delete", "/api/v1/users/{id}");
  const [gone, setGone] = useState<Member>();
  const [less, setLess] = useState<{ member: Member; role: Role }>();
  const { signedIn } = useSession();
  const isSelf = (member: Member | undefined) => member !== undefined && member.id === signedIn.user?.id;
  const mayGive = useMayGive();
  const roleOf = (member: Member): Role => member.role;
  const nameOf = (member: Member | undefined) => member?.name || member?.email || "";
  const refresh = () => cache.invalidateQueries({ queryKey: ["get", "/api/v1/users"] });
  const give = async (member: Member, role: Role) => {
    const header = { "If-Match": `"${member.version ?? 0}"` };
    await change.mutateAsync({ body: { role }, params: { path: { id: member.id ?? "" }, header } } as never).finally(refresh);
    say(t("roleChanged", { name: nameOf(member), role: t(`r_${role}`) }));
  };
  const remove = async () => {
    await take.mutateAsync({ params: { path: { id: gone?.id ?? "" } } } as never);
    await refresh();
    say(t("removed", { name: nameOf(gone) }));
  };
  const columns: Column<Member>[] = [
    { id: "email", header: t("email"), cell: ({ row }) => row.original.email },
    { id: "name", header: t("personName"), cell: ({ row }) => row.original.name || "—" },
    {
      id: "role",
      header: t("role"),
      cell: ({ row }) =>
        mayGive(roleOf(row.original)) ? (
          <RoleSelect
            label={t("changeRole", { name: nameOf(row.original) })}
            value={roleOf(row.original)}
            onChange={(role) => {
              // Of oneself it ends the session, and what was given away only another gives back.
              if (isSelf(row.original) && role !== roleOf(row.original)) setLess({ member: row.original, role });
              else void give(row.original, role).catch(() => undefined);
            }}
          />
        ) : (
          t(`r_${roleOf(row.original)}`)
        ),
    },
    { id: "factor", header: t("secondFactor"), cell: ({ row }) => <FactorCell member={row.original} name={nameOf(row.original)} /> },
    { id: "since", header: t("since"), cell: ({ row }) => format.date(row.original.joined_at ?? "") },
    {
      id: "remove",
      header: "",
      acts: true,
      cell: ({ row }) =>
        mayGive(roleOf(row.original)) && (
          <IconButton label={t("removeOne", { name: nameOf(row.original) })} icon={Trash2} onClick={() => setGone(row.original)} />
        ),
    },
  ];
  return (
    <Card flush>
      <Loaded query={list} height={200}>
        {(rows) => (
          <DataTable
            label={t("people")}
            name="members"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id ?? ""}
            more={list.more}
            empty={
              <EmptyState icon={Users} title={t("people")}>
                {t("inviteText")}
              </EmptyState>
            }
          />
        )}
      </Loaded>
      <Confirm
        open={gone !== undefined}
        onClose={() => setGone(undefined)}
        title={t("removeTitle", { name: nameOf(gone) })}
        action={t("remove")}
        kind="danger"
        onConfirm={remove}
      >
        {t(isSelf(gone) ? "removeSelf" : "removeText")}
      </Confirm>
      <Confirm
        open={less !== undefined}
        onClose={() => setLess(undefined)}
        title={t("lessTitle", { role: less ? t(`r_${less.role}`) : "" })}
        action={t("lessAction", { role: less ? t(`r_${less.role}`) : "" })}
        kind="danger"
        onConfirm={async () => less && give(less.member, less.role)}
      >
        {t("lessText")}
      </Confirm>
    </Card>
  );
}

export default function People() {
  const t = useMessages(settingsMessages);
  const [inviting, setInviting] = useState(false);
  return (
    <SettingsFrame
      part="people"
      actions={
        <Button kind="primary" icon={UserPlus} onClick={() => setInviting(true)}>
          {t("invite")}
        </Button>
      }
    >
      <div className={layout.column}>
        <Members />
        <Invitations />
      </div>
      <Invite open={inviting} onClose={() => setInviting(false)} />
    </SettingsFrame>
  );
}

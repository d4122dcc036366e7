-- The chain is written by the sealer's role alone: the program writes entries and can neither chain nor unchain them.
create table audit.link (
  tenant_id integer not null,
  seq bigint not null,
  entry_id uuid not null,
  chain_digest bytea not null,
  primary key (tenant_id, seq)
);
create unique index link_entry on audit.link (tenant_id, entry_id);

-- How far a town's trail is chained: every entry whose transaction is older than `below_xid` has its link.
create table audit.seal_state (
  tenant_id integer not null,
  below_xid bigint not null,
  seq bigint not null,
  chain_digest bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id)
);

grant usage on schema audit to yakuba_seal;
select platform.protect_table('audit.link', 'append');
select platform.protect_table('audit.seal_state', 'history');
revoke insert on audit.link from yakuba_app;
revoke insert, update on audit.seal_state from yakuba_app;
grant select on audit.entry to yakuba_seal;
grant select, insert on audit.link to yakuba_seal;
grant select, insert, update on audit.seal_state to yakuba_seal;
grant usage on schema tenancy to yakuba_seal;
grant select on tenancy.municipality, tenancy.pub_town to yakuba_seal;

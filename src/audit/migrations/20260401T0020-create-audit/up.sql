create schema audit;

-- Who saw or did what. Written in the transaction that reads or writes; chained afterwards by the sealer.
create table audit.entry (
  tenant_id integer not null,
  id uuid not null,
  xid bigint not null default (pg_current_xact_id()::text::bigint),
  at timestamptz not null,
  actor_id uuid not null,
  actor_kind text not null,
  desk text,
  purpose text,
  action text not null,
  output text collate "C" not null,
  subject_ids uuid[] not null,
  number_revealed boolean not null,
  as_of date,
  outcome text not null,
  correlation_id text collate "C" not null,
  detail_digest text collate "C" not null,
  primary key (tenant_id, id)
);
create index entry_at on audit.entry (tenant_id, at);
create index entry_xid on audit.entry (tenant_id, xid);
select platform.protect_table('audit.entry', 'append');

-- The schema itself is made by the migrator, which keeps its own list there.
grant usage on schema platform to yakuba_app, yakuba_seal, yakuba_jobs;

-- The tenant of this transaction; null where none is set, so that nothing is seen and nothing written.
create function platform.tenant() returns integer language sql stable parallel safe
  as $$ select nullif(current_setting('app.tenant', true), '')::integer $$;

-- Forces row security on a table of tenant data and gives the program's role what the kind of table allows.
create function platform.protect_table(target regclass, kind text) returns void language plpgsql as $$
declare
  rights text := case kind when 'append' then 'select, insert' when 'history' then 'select, insert, update' when 'work' then 'select, insert, update, delete' end;
begin
  if rights is null then raise exception 'kind of table must be append, history or work: %', kind; end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::integer) with check (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::integer)', target);
  execute format('grant %s on %s to yakuba_app', rights, target);
  execute format('grant usage on schema %I to yakuba_app', (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target));
end $$;

-- Lets the program's role read a reference or directory table.
create function platform.publish_reference(target regclass) returns void language plpgsql as $$
begin
  execute format('grant select on %s to yakuba_app', target);
  execute format('grant usage on schema %I to yakuba_app', (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target));
end $$;

-- Numbers that people read: one row per tenant and kind, taken in the same transaction.
create table platform.counter (
  tenant_id integer not null,
  kind text collate "C" not null,
  value bigint not null,
  primary key (tenant_id, kind)
);
select platform.protect_table('platform.counter', 'history');

-- Every command that was carried out or refused, by its idempotency key.
create table platform.command (
  tenant_id integer not null,
  id uuid not null,
  name text collate "C" not null,
  input_digest text collate "C" not null,
  actor_id uuid not null,
  at timestamptz not null,
  keep_for_ever boolean not null,
  outcome jsonb,
  consequences jsonb,
  preview_id uuid,
  primary key (tenant_id, id)
);
create index command_at on platform.command (tenant_id, at);
select platform.protect_table('platform.command', 'work');

-- What was shown before saving, kept so that it can be compared with what was done.
create table platform.preview (
  tenant_id integer not null,
  id uuid not null,
  command text collate "C" not null,
  input_digest text collate "C" not null,
  actor_id uuid not null,
  at timestamptz not null,
  consequences jsonb not null,
  primary key (tenant_id, id)
);
select platform.protect_table('platform.preview', 'append');

create table platform.outbox (
  tenant_id integer not null,
  id uuid not null,
  name text collate "C" not null,
  version integer not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  subject_ids uuid[] not null,
  payload jsonb not null,
  command_id uuid not null,
  delivered_at timestamptz,
  primary key (tenant_id, id)
);
create index outbox_waiting on platform.outbox (tenant_id, recorded_at) where delivered_at is null;
select platform.protect_table('platform.outbox', 'history');

-- Bytes by their SHA-256, encrypted under the town's key; larger ones lie in the data folder.
create table platform.file (
  tenant_id integer not null,
  sha256 text collate "C" not null,
  size bigint not null,
  place text not null check (place in ('database', 'folder')),
  bytes bytea,
  stored_at timestamptz not null,
  primary key (tenant_id, sha256)
);
select platform.protect_table('platform.file', 'append');

create table platform.document (
  tenant_id integer not null,
  id uuid not null,
  kind text collate "C" not null,
  output text collate "C" not null,
  request_digest text collate "C" not null,
  subject_ids uuid[] not null,
  page_digest text collate "C" not null,
  file_sha256 text collate "C" not null,
  template text collate "C" not null,
  template_version text collate "C" not null,
  font_digests jsonb not null,
  substitutions jsonb not null,
  serial text collate "C",
  pages integer not null,
  state text not null check (state in ('issued', 'spoiled')),
  issued_at timestamptz not null,
  issued_by uuid not null,
  primary key (tenant_id, id)
);
create index document_serial on platform.document (tenant_id, kind, serial);
create index document_issued on platform.document (tenant_id, issued_at);
select platform.protect_table('platform.document', 'history');

-- Characters that no installed font has: the paper was stopped, somebody has to act.
create table platform.missing_character (
  tenant_id integer not null,
  id uuid not null,
  sequence text collate "C" not null,
  output text collate "C" not null,
  subject_ids uuid[] not null,
  found_at timestamptz not null,
  resolved_at timestamptz,
  primary key (tenant_id, id)
);
create unique index missing_character_open on platform.missing_character (tenant_id, sequence, output, subject_ids) where resolved_at is null;
select platform.protect_table('platform.missing_character', 'history');

create table platform.batch_run (
  tenant_id integer not null,
  id uuid not null,
  name text collate "C" not null,
  state text not null check (state in ('open', 'running', 'cancelled', 'checked', 'approved', 'posting', 'posted', 'failed')),
  fiscal_year integer not null,
  assessment_date date not null,
  recorded_cut_off timestamptz not null,
  law_version text not null,
  code_version text not null,
  input jsonb not null,
  expected bigint not null,
  done bigint not null default 0,
  pages integer not null default 0,
  cursor text,
  post_cursor text,
  posted bigint not null default 0,
  totals jsonb not null default '{}',
  checks jsonb,
  failure text,
  restarts integer not null default 0,
  opened_by uuid not null,
  opened_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  approved_by uuid,
  approved_at timestamptz,
  busy_ms bigint not null default 0,
  primary key (tenant_id, id)
);
create index batch_run_name on platform.batch_run (tenant_id, name, opened_at);
select platform.protect_table('platform.batch_run', 'history');

create table platform.batch_page (
  tenant_id integer not null,
  run_id uuid not null,
  phase text not null check (phase in ('page', 'post')),
  page_no integer not null,
  subjects integer not null,
  finished_at timestamptz not null,
  ms integer not null,
  restarted boolean not null default false,
  primary key (tenant_id, run_id, phase, page_no)
);
select platform.protect_table('platform.batch_page', 'append');

create table platform.batch_set_aside (
  tenant_id integer not null,
  run_id uuid not null,
  subject_id uuid not null,
  reason text not null,
  remedy text not null,
  primary key (tenant_id, run_id, subject_id)
);
select platform.protect_table('platform.batch_set_aside', 'append');

-- Whom a list found. What stands in its cells is read anew at each download, so that no copy of the register lies about.
create table resident.extraction_person (
  tenant_id integer not null,
  extraction_id uuid not null,
  person_id uuid not null,
  primary key (tenant_id, extraction_id, person_id)
);
select platform.protect_table('resident.extraction_person', 'work');

-- Conditions and columns the town keeps under a name — 一覧の定義. A version closes the one before.
create table resident.list_definition (
  tenant_id integer not null,
  definition_id uuid not null,
  version smallint not null,
  name text not null,
  section text not null,
  draft jsonb not null,
  by_id uuid not null,
  by_name text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, definition_id, version)
);
create unique index list_definition_now on resident.list_definition (tenant_id, definition_id) where recorded_to is null;
create unique index list_definition_name on resident.list_definition (tenant_id, section, name) where recorded_to is null;
select platform.protect_table('resident.list_definition', 'history');

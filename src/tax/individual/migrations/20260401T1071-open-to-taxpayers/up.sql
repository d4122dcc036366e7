-- The number on a notice that opens the worksheet of its decision to whoever also knows the birth date.
create table tax_individual.taxpayer_code (
  tenant_id integer not null,
  code_index bytea not null,
  code_id uuid not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  decision_no smallint not null,
  sealed bytea not null,
  issued_at timestamptz not null,
  opened integer not null default 0,
  last_opened_at timestamptz,
  -- Wrong birth dates since it was last opened; so many close it.
  misses smallint not null default 0,
  closed_at timestamptz,
  -- Null where it closed by itself.
  closed_by_name text,
  reason text,
  primary key (tenant_id, code_index)
);
create unique index taxpayer_code_decision on tax_individual.taxpayer_code (tenant_id, person_id, fiscal_year, decision_no);
create unique index taxpayer_code_id on tax_individual.taxpayer_code (tenant_id, code_id);
select platform.protect_table('tax_individual.taxpayer_code', 'history');

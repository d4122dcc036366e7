-- Who reports what was paid to people of this town: an addressee under the number the town gave it. `report` says of what:
-- whoever pays salaries and pensions stands here twice.
create table tax_individual.payer (
  tenant_id integer not null,
  payer_id uuid not null,
  version smallint not null,
  party_id uuid not null,
  report text collate "C" not null check (report in ('salary-report', 'pension-report')),
  designation_number text collate "C" not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, payer_id, version)
);
create unique index payer_number_now on tax_individual.payer (tenant_id, designation_number) where recorded_to is null;
create unique index payer_party_now on tax_individual.payer (tenant_id, party_id, report) where recorded_to is null;
select platform.protect_table('tax_individual.payer', 'history');

-- What a payer announces of a year on its summary sheet. A correction adds a version with its reason; no persons means that
-- nothing is reported.
create table tax_individual.payer_summary (
  tenant_id integer not null,
  income_year smallint not null,
  payer_id uuid not null,
  version smallint not null,
  persons integer not null check (persons >= 0),
  -- Sum of what was paid, where the sheet states it.
  total bigint check (total >= 0),
  received_on date not null,
  reason text,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, income_year, payer_id, version)
);
create unique index payer_summary_now on tax_individual.payer_summary (tenant_id, income_year, payer_id) where recorded_to is null;
select platform.protect_table('tax_individual.payer_summary', 'history');

-- Going on without what one payer still owes: for what was announced and had arrived when it was asked for, and no less.
create table tax_individual.payer_waiver (
  tenant_id integer not null,
  waiver_id uuid not null,
  income_year smallint not null,
  payer_id uuid not null,
  summary_version smallint not null,
  loaded_persons integer not null,
  reason text not null,
  state text collate "C" not null check (state in ('proposed', 'approved', 'withdrawn')),
  proposed_at timestamptz not null,
  proposed_by uuid not null,
  proposed_by_name text not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  primary key (tenant_id, waiver_id)
);
create unique index payer_waiver_open on tax_individual.payer_waiver (tenant_id, income_year, payer_id) where state <> 'withdrawn';
select platform.protect_table('tax_individual.payer_waiver', 'history');

-- What arrived of a payer is counted from the index alone.
create index income_statement_payer on tax_individual.income_statement (tenant_id, income_year, payer_party_id, kind) include (salary_revenue, pension_revenue)
  where recorded_to is null and payer_party_id is not null;

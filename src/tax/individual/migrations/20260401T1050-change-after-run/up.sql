-- A decision may be collected in several ways: who is charged with an instalment, where it is not `party_id` (a fourth equal
-- list, null where all are), and what was taken off on application.
alter table tax_individual.decision add column instalment_parties uuid[];
alter table tax_individual.decision add column exemption bigint not null default 0 check (exemption >= 0);
alter table tax_individual.decision drop constraint decision_method_check;
alter table tax_individual.decision add constraint decision_method_check check (method in ('ordinary', 'salary', 'pension', 'none'));

-- What an employer, the payer of a pension or the register says of how somebody's tax is collected from a day on. It is
-- received, then carried out by a decision that names it, or taken back.
create table tax_individual.collection_change (
  tenant_id integer not null,
  change_id uuid not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  kind text collate "C" not null check (kind in ('leaving', 'transfer', 'hiring', 'death', 'pension-stop')),
  -- The payer whose form it is; null where the register or the pension's payer told.
  payer_id uuid,
  -- The payer who takes over.
  new_payer_id uuid,
  happened_on date not null,
  received_on date not null,
  -- First month of the new employer as its first day.
  first_month date,
  lump_asked boolean not null,
  pay_to_may bigint check (pay_to_may >= 0),
  note text,
  state text collate "C" not null check (state in ('received', 'carried-out', 'cancelled', 'reversed')),
  -- The decision that carried it out, and the one that took that back.
  decision_no smallint,
  reversed_by_no smallint,
  received_at timestamptz not null,
  received_by uuid not null,
  received_by_name text not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  reason text,
  primary key (tenant_id, change_id)
);
-- The same form twice is one change.
create unique index collection_change_once on tax_individual.collection_change (tenant_id, fiscal_year, person_id, kind, happened_on) where state in ('received', 'carried-out');
create index collection_change_person on tax_individual.collection_change (tenant_id, person_id, fiscal_year);
create index collection_change_open on tax_individual.collection_change (tenant_id, state, received_on, change_id) where state = 'received';
select platform.protect_table('tax_individual.collection_change', 'history');

-- An application for a reduction or exemption, decided by a second person.
create table tax_individual.exemption_application (
  tenant_id integer not null,
  application_id uuid not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  reason_code text collate "C" not null,
  applied_on date not null,
  -- One of the two: a share in hundredths of a per cent of what is still to come, or an amount.
  share_bp integer check (share_bp between 1 and 10000),
  amount bigint check (amount > 0),
  evidence text not null,
  state text collate "C" not null check (state in ('received', 'granted', 'refused', 'withdrawn')),
  -- What was taken off, and the decisions that did it and took it back.
  exemption bigint,
  decision_no smallint,
  withdrawn_by_no smallint,
  received_at timestamptz not null,
  received_by uuid not null,
  received_by_name text not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  reason text,
  primary key (tenant_id, application_id),
  check ((share_bp is null) <> (amount is null))
);
create unique index exemption_application_open on tax_individual.exemption_application (tenant_id, fiscal_year, person_id) where state in ('received', 'granted');
create index exemption_application_waiting on tax_individual.exemption_application (tenant_id, state, applied_on, application_id) where state = 'received';
select platform.protect_table('tax_individual.exemption_application', 'history');

-- A pension from which tax is taken, as its payer reports it for a fiscal year.
create table tax_individual.pension_recipient (
  tenant_id integer not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  version smallint not null,
  payer_id uuid not null,
  yearly bigint not null check (yearly >= 0),
  care_withheld boolean not null,
  -- Last year's tax on the pension, where it was taken from it up to February; null in the first year.
  last_year_tax bigint check (last_year_tax >= 0),
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, fiscal_year, person_id, version)
);
create unique index pension_recipient_now on tax_individual.pension_recipient (tenant_id, fiscal_year, person_id) where recorded_to is null;
select platform.protect_table('tax_individual.pension_recipient', 'history');

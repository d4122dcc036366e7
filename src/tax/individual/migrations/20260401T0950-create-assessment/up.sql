create schema tax_individual;

-- What arrived about one person's income of one year: reports of payers, returns of the person. One full snapshot per
-- version; closing `recorded_to` is the only update. The order of the key is the order of the annual run.
create table tax_individual.income_statement (
  tenant_id integer not null,
  income_year smallint not null,
  person_id uuid not null,
  statement_id uuid not null,
  version smallint not null,
  kind text collate "C" not null check (kind in ('salary-report', 'pension-report', 'inhabitants-return', 'income-tax-return')),
  payer text,
  -- The payer as addressee, where the office knows it: special collection is charged to it.
  payer_party_id uuid,
  received_on date not null,
  salary_revenue bigint not null,
  pension_revenue bigint not null,
  other_income bigint not null,
  carried_loss bigint not null,
  special_collection boolean not null,
  -- Condition of the person, sums paid, spouse, relatives, housing loan: only what was stated.
  detail jsonb not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  primary key (tenant_id, income_year, person_id, statement_id, version)
);
create unique index income_statement_now on tax_individual.income_statement (tenant_id, statement_id) where recorded_to is null;
select platform.protect_table('tax_individual.income_statement', 'history');

-- One calculation of one person and year with the amounts of all its lines. `period` is the fiscal year. A proposal of
-- a run becomes a decision only by approval.
create table tax_individual.assessment (
  tenant_id integer not null,
  period smallint not null,
  subject_id uuid not null,
  assessment_id uuid not null,
  run_id uuid,
  law_version text collate "C" not null,
  code_version text collate "C" not null,
  -- Facts recorded later are not in it.
  facts_at timestamptz not null,
  recorded_at timestamptz not null,
  tax_class text collate "C" not null check (tax_class in ('income-levy', 'per-capita-only', 'forest-tax-only', 'non-taxable')),
  method text collate "C" not null check (method in ('ordinary', 'salary', 'none')),
  annual_tax bigint not null check (annual_tax >= 0),
  line_codes smallint[] not null,
  yen bigint[] not null,
  primary key (tenant_id, period, subject_id, assessment_id)
);
select platform.protect_table('tax_individual.assessment', 'append');

-- The assessment decision: 1 is the first of the year, each correction adds one. `source_id` names the debt towards
-- collection and stays the same through the corrections of a year.
create table tax_individual.decision (
  tenant_id integer not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  decision_no smallint not null,
  assessment_id uuid not null,
  source_id uuid not null,
  notice_no text collate "C" not null,
  annual_tax bigint not null,
  method text collate "C" not null check (method in ('ordinary', 'salary', 'none')),
  -- Instalments in three equal lists: 1 to 12 terms, 51 and on supplementary terms, 101 to 112 months of salary from June.
  instalment_nos smallint[] not null,
  due_on date[] not null,
  instalments bigint[] not null,
  party_id uuid,
  reason text,
  run_id uuid,
  decided_at timestamptz not null,
  decided_by uuid not null,
  primary key (tenant_id, fiscal_year, person_id, decision_no)
);
create index decision_person on tax_individual.decision (tenant_id, person_id);
create unique index decision_notice_no on tax_individual.decision (tenant_id, notice_no);
select platform.protect_table('tax_individual.decision', 'append');

-- Notices as issued; the paper itself is a document.
create table tax_individual.notice (
  tenant_id integer not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  decision_no smallint not null,
  document_id uuid not null,
  issued_at timestamptz not null,
  primary key (tenant_id, fiscal_year, person_id, decision_no, document_id)
);
select platform.protect_table('tax_individual.notice', 'append');

-- A decision that gives another amount when it is derived again from its facts and law: somebody has to look.
create table tax_individual.recheck (
  tenant_id integer not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  decision_no smallint not null,
  decided_tax bigint not null,
  derived_tax bigint not null,
  first_line smallint,
  found_at timestamptz not null,
  resolved_at timestamptz,
  primary key (tenant_id, fiscal_year, person_id, decision_no, found_at)
);
select platform.protect_table('tax_individual.recheck', 'history');

-- The decision in force of each person and year, for other contexts.
create view tax_individual.pub_decision with (security_invoker = true) as
select d.tenant_id, d.fiscal_year, d.person_id, d.decision_no, d.annual_tax, d.method, d.notice_no, d.source_id, d.decided_at, a.tax_class, a.line_codes, a.yen
from tax_individual.decision d
join tax_individual.assessment a on a.tenant_id = d.tenant_id and a.period = d.fiscal_year and a.subject_id = d.person_id and a.assessment_id = d.assessment_id
where not exists (
  select from tax_individual.decision later
  where later.tenant_id = d.tenant_id and later.fiscal_year = d.fiscal_year and later.person_id = d.person_id and later.decision_no > d.decision_no);
grant select on tax_individual.pub_decision to yakuba_app;

-- The number by which a pension payer knows a person whose pension may bear the tax.
alter table tax_individual.pension_recipient add column recipient_number text collate "C";
create index pension_recipient_number on tax_individual.pension_recipient (tenant_id, fiscal_year, payer_id, recipient_number) where recorded_to is null;

-- Files exchanged with payers of pensions: what came in, and what was given out.
create table tax_individual.pension_file (
  tenant_id integer not null,
  file_id uuid not null,
  direction text collate "C" not null check (direction in ('in', 'out')),
  fiscal_year smallint not null,
  -- Null where a file speaks for several payers.
  payer_id uuid,
  sha256 text collate "C" not null,
  rows integer not null,
  amount bigint not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, file_id)
);
create unique index pension_file_once on tax_individual.pension_file (tenant_id, sha256) where direction = 'in';
create index pension_file_year on tax_individual.pension_file (tenant_id, fiscal_year, recorded_at);
select platform.protect_table('tax_individual.pension_file', 'append');

-- Whom a payer named for a year: a person of the register, or nobody who could be found for certain.
create table tax_individual.pension_entry (
  tenant_id integer not null,
  fiscal_year smallint not null,
  payer_id uuid not null,
  recipient_number text collate "C" not null,
  file_id uuid not null,
  line_no integer not null,
  name text not null,
  kana text,
  birth_on date not null,
  yearly bigint not null check (yearly >= 0),
  care_withheld boolean not null,
  person_id uuid,
  primary key (tenant_id, fiscal_year, payer_id, recipient_number)
);
create index pension_entry_person on tax_individual.pension_entry (tenant_id, person_id, fiscal_year);
select platform.protect_table('tax_individual.pension_entry', 'history');

-- What was asked of a payer about one entry, step by step: take it, take another amount, stop, or nothing is taken; and what it answered.
create table tax_individual.pension_request (
  tenant_id integer not null,
  fiscal_year smallint not null,
  payer_id uuid not null,
  recipient_number text collate "C" not null,
  request_no smallint not null,
  kind text collate "C" not null check (kind in ('start', 'change', 'stop', 'none')),
  person_id uuid,
  notice_no text collate "C",
  -- April to February.
  amounts bigint[] not null,
  reason text,
  file_id uuid not null,
  requested_at timestamptz not null,
  -- `00`, or the code under which the payer said no.
  result_code text collate "C",
  result_file_id uuid,
  result_at timestamptz,
  primary key (tenant_id, fiscal_year, payer_id, recipient_number, request_no),
  check (cardinality(amounts) = 6)
);
create index pension_request_file on tax_individual.pension_request (tenant_id, file_id);
select platform.protect_table('tax_individual.pension_request', 'history');

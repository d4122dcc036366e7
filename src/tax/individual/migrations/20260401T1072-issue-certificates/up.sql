-- One sheet of a certificate about one fiscal year of one person, and the decision it was drawn from.
create table tax_individual.certificate (
  tenant_id integer not null,
  certificate_id uuid not null,
  number text collate "C" not null,
  kind text collate "C" not null check (kind in ('income-certificate', 'taxation-certificate', 'non-taxation-certificate')),
  person_id uuid not null,
  fiscal_year smallint not null,
  decision_no smallint not null,
  items text[] not null,
  requester_kind text collate "C" not null check (requester_kind in ('self', 'household', 'agent', 'official')),
  requester_name text,
  identity_check text collate "C" not null,
  purpose text,
  exemption text collate "C",
  fee_yen bigint not null check (fee_yen >= 0),
  document_id uuid not null,
  desk text not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, certificate_id)
);
create unique index certificate_number on tax_individual.certificate (tenant_id, number);
create index certificate_person on tax_individual.certificate (tenant_id, person_id, issued_at);
select platform.protect_table('tax_individual.certificate', 'append');

-- The worksheet of a decision on paper.
create table tax_individual.worksheet_annex (
  tenant_id integer not null,
  annex_id uuid not null,
  number text collate "C" not null,
  person_id uuid not null,
  fiscal_year smallint not null,
  decision_no smallint not null,
  document_id uuid not null,
  issued_at timestamptz not null,
  issued_by_name text not null,
  primary key (tenant_id, annex_id)
);
create index worksheet_annex_person on tax_individual.worksheet_annex (tenant_id, person_id, issued_at);
select platform.protect_table('tax_individual.worksheet_annex', 'append');

-- Papers that went to a payer: its own list of employees and months, and one sheet for each employee. A list as a file is read anew each time.
create table tax_individual.payer_notice (
  tenant_id integer not null,
  fiscal_year smallint not null,
  party_id uuid not null,
  issued_at timestamptz not null,
  persons integer not null,
  annual_tax bigint not null,
  payer_document_id uuid not null,
  employee_document_id uuid not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, fiscal_year, party_id, issued_at, payer_document_id)
);
select platform.protect_table('tax_individual.payer_notice', 'append');

-- One answer to another section: for which purpose, about which persons, in whose name. Amounts are not in it.
create table tax_individual.information_answer (
  tenant_id integer not null,
  answer_id uuid not null,
  purpose text collate "C" not null,
  fiscal_year smallint not null,
  person_ids uuid[] not null,
  reference text not null,
  answered_at timestamptz not null,
  answered_to uuid not null,
  answered_to_name text not null,
  section text not null,
  primary key (tenant_id, answer_id)
);
create index information_answer_at on tax_individual.information_answer (tenant_id, answered_at);
select platform.protect_table('tax_individual.information_answer', 'append');

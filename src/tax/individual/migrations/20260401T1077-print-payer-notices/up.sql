-- A package holds notices to persons, or those to employers with the sheets of their employees; the latter sealed or plain.
alter table tax_individual.notice_package add column kind text collate "C" not null default 'persons' check (kind in ('persons', 'payers'));
-- Also whom a notice would reach too late for a term.
alter table tax_individual.notice_piece drop constraint notice_piece_aside_check;
alter table tax_individual.notice_piece add constraint notice_piece_aside_check check (aside in ('protected', 'suppressed', 'no-address', 'missing-glyph', 'does-not-fit', 'changed', 'too-late'));
alter table tax_individual.notice_package add column employee_sheets text collate "C" check (employee_sheets in ('sealed', 'plain'));

-- One parcel: the notice to an employer and the sheets of its employees, or why it is not printed with the others.
create table tax_individual.payer_piece (
  tenant_id integer not null,
  run_id uuid not null,
  fiscal_year smallint not null,
  party_id uuid not null,
  -- Whom it is about, and by which decisions: two equal lists.
  person_ids uuid[] not null,
  decision_nos smallint[] not null,
  -- Whose address was left out when it was drawn.
  hidden_ids uuid[] not null,
  annual_tax bigint not null,
  state text collate "C" not null check (state in ('ready', 'printed', 'aside')),
  aside text collate "C" check (aside in ('protected', 'suppressed', 'no-address', 'missing-glyph', 'does-not-fit', 'changed', 'electronic')),
  characters text,
  has_postal_code boolean not null,
  sort_key text collate "C" not null,
  sheets integer not null,
  piece_no integer,
  part_no integer,
  -- When the file with it was drawn.
  printed_at timestamptz,
  -- Whether the employer has been told by this package.
  is_sent boolean not null,
  primary key (tenant_id, run_id, party_id),
  check (cardinality(person_ids) = cardinality(decision_nos))
);
create index payer_piece_sent on tax_individual.payer_piece (tenant_id, fiscal_year, party_id) where is_sent;
create index payer_piece_no on tax_individual.payer_piece (tenant_id, run_id, piece_no);
select platform.protect_table('tax_individual.payer_piece', 'history');

-- How an employer wants to be told: on paper, or by the electronic list alone. The newest row holds.
create table tax_individual.payer_delivery (
  tenant_id integer not null,
  party_id uuid not null,
  version smallint not null,
  recorded_at timestamptz not null,
  delivery text collate "C" not null check (delivery in ('paper', 'electronic')),
  reason text not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, party_id, version)
);
select platform.protect_table('tax_individual.payer_delivery', 'append');

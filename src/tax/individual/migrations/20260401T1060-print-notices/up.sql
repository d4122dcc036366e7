-- A mass print of notices: one run of the batch `notice-package`. A trial, and a package that was thrown away, count as never sent.
create table tax_individual.notice_package (
  tenant_id integer not null,
  run_id uuid not null,
  fiscal_year smallint not null,
  -- The day that stands on the notices.
  issued_on date not null,
  -- Only so many pieces, to be looked at; null for all.
  trial integer,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_by_name text,
  withdrawn_reason text,
  primary key (tenant_id, run_id)
);
select platform.protect_table('tax_individual.notice_package', 'history');

-- One envelope: the notice of one decision with its slips, or why it is not printed with the others.
create table tax_individual.notice_piece (
  tenant_id integer not null,
  run_id uuid not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  decision_no smallint not null,
  party_id uuid not null,
  notice_no text collate "C" not null,
  annual_tax bigint not null,
  state text collate "C" not null check (state in ('ready', 'printed', 'aside')),
  aside text collate "C" check (aside in ('protected', 'suppressed', 'no-address', 'missing-glyph', 'does-not-fit', 'changed')),
  -- Characters that no font has.
  characters text,
  has_postal_code boolean not null,
  sort_key text collate "C" not null,
  slip_ids uuid[] not null,
  -- Place in the package, once everybody is known; who is taken out later leaves a gap.
  piece_no integer,
  part_no integer,
  -- Whether the decision has been sent by this package.
  is_sent boolean not null,
  primary key (tenant_id, run_id, person_id)
);
create index notice_piece_sent on tax_individual.notice_piece (tenant_id, fiscal_year, person_id, decision_no) where is_sent;
create index notice_piece_no on tax_individual.notice_piece (tenant_id, run_id, piece_no);
create index notice_piece_aside on tax_individual.notice_piece (tenant_id, run_id, person_id) where state = 'aside';
select platform.protect_table('tax_individual.notice_piece', 'history');

-- A file for the printer with consecutive pieces; its bytes are kept under their digest.
create table tax_individual.notice_part (
  tenant_id integer not null,
  run_id uuid not null,
  part_no integer not null,
  first_no integer not null,
  last_no integer not null,
  pieces integer not null,
  pages integer not null,
  annual_tax bigint not null,
  sha256 text collate "C" not null,
  template_version smallint not null,
  made_at timestamptz not null,
  primary key (tenant_id, run_id, part_no)
);
select platform.protect_table('tax_individual.notice_part', 'append');

-- Letters about debts that are printed together: demands and reminders. The run has the steps, this has what is printed.
create table collection.letter_package (
  tenant_id integer not null,
  run_id uuid not null,
  kind text collate "C" not null check (kind in ('demand', 'reminder')),
  issued_on date not null,
  usable_until date not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_by_name text,
  withdrawn_reason text,
  primary key (tenant_id, run_id)
);
select platform.protect_table('collection.letter_package', 'history');

-- What lies in one envelope, or why it lies in none.
create table collection.letter_piece (
  tenant_id integer not null,
  run_id uuid not null,
  piece_id uuid not null,
  party_id uuid not null,
  resident_id uuid,
  charge_ids uuid[] not null,
  amount bigint not null,
  state text collate "C" not null check (state in ('ready', 'printed', 'aside')),
  aside text collate "C",
  characters text,
  has_postal_code boolean not null,
  sort_key text collate "C" not null,
  slip_ids uuid[] not null,
  letter_no text collate "C",
  piece_no integer,
  part_no integer,
  primary key (tenant_id, run_id, piece_id),
  foreign key (tenant_id, run_id) references collection.letter_package (tenant_id, run_id)
);
create index letter_piece_place on collection.letter_piece (tenant_id, run_id, piece_no) where piece_no is not null;
create index letter_piece_party on collection.letter_piece (tenant_id, party_id);
select platform.protect_table('collection.letter_piece', 'history');

create table collection.letter_part (
  tenant_id integer not null,
  run_id uuid not null,
  part_no integer not null,
  first_no integer not null,
  last_no integer not null,
  pieces integer not null,
  pages integer not null,
  amount bigint not null,
  sha256 text collate "C" not null,
  template_version integer not null,
  made_at timestamptz not null,
  primary key (tenant_id, run_id, part_no),
  foreign key (tenant_id, run_id) references collection.letter_package (tenant_id, run_id)
);
select platform.protect_table('collection.letter_part', 'append');

-- A list of those whose letters came back, posted in public.
create table collection.public_notice (
  tenant_id integer not null,
  notice_id uuid not null,
  notice_no text collate "C" not null,
  posted_on date not null,
  effective_on date not null,
  document_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, notice_id)
);
create index public_notice_posted on collection.public_notice (tenant_id, posted_on);
select platform.protect_table('collection.public_notice', 'append');

-- A demand for one instalment. One stands at a time; what was wrong is withdrawn and stays.
create table collection.demand (
  tenant_id integer not null,
  demand_id uuid not null,
  charge_id uuid not null,
  party_id uuid not null,
  run_id uuid not null,
  piece_id uuid not null,
  letter_no text collate "C" not null,
  issued_on date not null,
  unpaid bigint not null check (unpaid > 0),
  returned_on date,
  notice_id uuid,
  served_on date,
  withdrawn_on date,
  withdrawn_reason text,
  withdrawal_document_id uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, demand_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id),
  foreign key (tenant_id, run_id, piece_id) references collection.letter_piece (tenant_id, run_id, piece_id),
  foreign key (tenant_id, notice_id) references collection.public_notice (tenant_id, notice_id)
);
create unique index demand_standing on collection.demand (tenant_id, charge_id) where withdrawn_on is null;
create index demand_charge on collection.demand (tenant_id, charge_id);
create index demand_piece on collection.demand (tenant_id, run_id, piece_id);
create index demand_notice on collection.demand (tenant_id, notice_id) where notice_id is not null;
create index demand_returned on collection.demand (tenant_id, returned_on) where returned_on is not null and served_on is null and withdrawn_on is null;
select platform.protect_table('collection.demand', 'history');

-- The carrying over of one fiscal year: opened by one officer, approved by another.
create table collection.carry_over (
  tenant_id integer not null,
  run_id uuid not null,
  from_year integer not null,
  closing_on date not null,
  lines integer not null,
  tax bigint not null,
  late bigint not null,
  opened_at timestamptz not null,
  opened_by uuid not null,
  opened_by_name text not null,
  approved_at timestamptz,
  approved_by uuid,
  approved_by_name text,
  withdrawn_at timestamptz,
  withdrawn_by_name text,
  reason text,
  check (approved_at is null or withdrawn_at is null),
  primary key (tenant_id, run_id)
);
create unique index carry_over_standing on collection.carry_over (tenant_id, from_year) where withdrawn_at is null;
select platform.protect_table('collection.carry_over', 'history');

-- What of a charge was owed at the end of the closing day.
create table collection.carry_over_line (
  tenant_id integer not null,
  run_id uuid not null,
  charge_id uuid not null,
  tax bigint not null,
  late bigint not null,
  primary key (tenant_id, run_id, charge_id),
  foreign key (tenant_id, run_id) references collection.carry_over (tenant_id, run_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
select platform.protect_table('collection.carry_over_line', 'append');

-- The move from the books of one year to those of the next. A row takes from one year what it gives to the other, so it is balanced by its shape.
create table collection.carry_over_entry (
  tenant_id integer not null,
  run_id uuid not null,
  line_no smallint not null,
  levy_code text collate "C" not null,
  fiscal_year integer not null,
  kind text collate "C" not null check (kind in ('tax', 'late')),
  from_year integer not null,
  to_year integer not null,
  amount bigint not null check (amount > 0),
  posted_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  check (to_year = from_year + 1 and fiscal_year <= from_year),
  primary key (tenant_id, run_id, line_no),
  foreign key (tenant_id, run_id) references collection.carry_over (tenant_id, run_id)
);
select platform.protect_table('collection.carry_over_entry', 'append');

create table collection.payment_plan (
  tenant_id integer not null,
  plan_id uuid not null,
  party_id uuid not null,
  agreed_on date not null,
  is_acknowledged boolean not null,
  monthly bigint not null check (monthly > 0),
  document_id uuid not null,
  behind_since date,
  ended_on date,
  ended_as text collate "C" check (ended_as in ('kept', 'broken')),
  ended_reason text,
  ended_document_id uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  check ((ended_on is null) = (ended_as is null)),
  primary key (tenant_id, plan_id)
);
create index payment_plan_party on collection.payment_plan (tenant_id, party_id);
create index payment_plan_open on collection.payment_plan (tenant_id, behind_since, plan_id) where ended_on is null;
select platform.protect_table('collection.payment_plan', 'history');

-- What is to be paid on which day, and of which debt.
create table collection.plan_line (
  tenant_id integer not null,
  plan_id uuid not null,
  line_no smallint not null,
  instalment_no smallint not null,
  due_on date not null,
  charge_id uuid not null,
  kind text collate "C" not null check (kind in ('tax', 'late')),
  amount bigint not null check (amount > 0),
  primary key (tenant_id, plan_id, line_no),
  foreign key (tenant_id, plan_id) references collection.payment_plan (tenant_id, plan_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index plan_line_charge on collection.plan_line (tenant_id, charge_id);
select platform.protect_table('collection.plan_line', 'append');

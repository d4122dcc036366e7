create table collection.suspense_assignment (
  tenant_id integer not null,
  payment_id uuid not null,
  charge_id uuid not null,
  reason text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, payment_id),
  foreign key (tenant_id, payment_id) references collection.payment (tenant_id, payment_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index suspense_assignment_charge on collection.suspense_assignment (tenant_id, charge_id);
select platform.protect_table('collection.suspense_assignment', 'append');

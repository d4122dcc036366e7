create table tasks.handover (
  tenant_id integer not null,
  task_id uuid not null,
  line_no integer not null,
  from_owner text not null,
  to_owner text not null,
  reason text not null,
  handed_at timestamptz not null,
  handed_by uuid not null,
  primary key (tenant_id, task_id, line_no)
);
select platform.protect_table('tasks.handover', 'append');

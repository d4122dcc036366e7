create schema tasks;

-- Obligations with a deadline, written by the runner from consequences.
create table tasks.task (
  tenant_id integer not null,
  id uuid not null,
  command_id uuid not null,
  code text collate "C" not null,
  business text not null,
  owner text not null,
  subject_ids uuid[] not null,
  title text not null,
  detail text,
  article jsonb,
  effective_on date,
  deadline date,
  lost_after text,
  amount_yen bigint,
  amount_per text,
  amount_unknown text,
  letter text,
  state text not null check (state in ('open', 'done', 'not-needed')),
  reason text,
  created_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid,
  version integer not null default 1,
  primary key (tenant_id, id)
);
create index task_deadline on tasks.task (tenant_id, deadline) where state = 'open';
create index task_command on tasks.task (tenant_id, command_id);
select platform.protect_table('tasks.task', 'history');

-- Which persons an obligation is about, for the person's own list.
create table tasks.task_subject (
  tenant_id integer not null,
  person_id uuid not null,
  task_id uuid not null,
  primary key (tenant_id, person_id, task_id)
);
select platform.protect_table('tasks.task_subject', 'append');

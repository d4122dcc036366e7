-- Under row security the planner takes no condition on coalesce() to an index: it might leak. A column carries the order instead.
alter table tasks.task add column due_on date not null generated always as (coalesce(deadline, date '9999-12-31')) stored;
drop index tasks.task_open;
drop index tasks.task_open_owner;
create index task_open on tasks.task (tenant_id, due_on, id) where state = 'open';
create index task_open_owner on tasks.task (tenant_id, owner, due_on, id) where state = 'open';

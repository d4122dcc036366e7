-- Open obligations in the order in which they are listed: nearest deadline first, those without one at the end.
create index task_open on tasks.task (tenant_id, (coalesce(deadline, date '9999-12-31')), id) where state = 'open';
create index task_open_owner on tasks.task (tenant_id, owner, (coalesce(deadline, date '9999-12-31')), id) where state = 'open';
drop index tasks.task_deadline;

"""What is said of tasks."""

PHRASES = {
    "tasks.plans_tasks_task": "plans tasks of a task, which has none; plan them for its record",
    "tasks.subject.task_plan": "the task plan",
}

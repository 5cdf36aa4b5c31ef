"""Who may do what at the desk."""

from abaca.console.door import staff_only

may_view = staff_only  # desk.view: read tickets and what customers have
may_answer = staff_only  # desk.answer: write to customers, write notes, close and assign
may_act = staff_only  # desk.act: do for customers what they wish

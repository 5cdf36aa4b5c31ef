"""Who may do what at the desk."""

from abaca.console.door import allowed

may_view = allowed("desk.view")  # desk.view: read tickets and what customers have
may_answer = allowed("desk.answer")  # desk.answer: write to customers, write notes, close and assign
may_act = allowed("desk.act")  # desk.act: do for customers what they wish

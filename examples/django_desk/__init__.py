"""A small service desk in Django: incidents, with Django's own accounts, forms and templates.

models.py      what is kept, in whichever database Django is given
store.py       the store of a desk
people.py      which side an account is on, and what it may read
forms.py       a Django form of any verb
views.py       the pages
management/    `wake`, which lets happen what is due; run it every minute

python -m examples.django_desk migrate --run-syncdb
python -m examples.django_desk createsuperuser
python -m examples.django_desk runserver
"""

"""The part that really cuts (切離し, 第4条第2項): plans, cuts, looks, restores. Nothing here acts on its own.

Who may order it is decided on the floors above; here an order is only recorded, and held against the plan that it names.

    isolator = isolators_of(file, log_folder)["cs-lan"]      # settings.py
    plan = isolator.plan(Way.CUT)                            # nothing is touched
    isolator.isolate(Mandate("4住福第12号", by="…", confirmed_by="…", digest=plan.digest))
    isolator.verify()                                        # CUT, and what was seen, and when
"""

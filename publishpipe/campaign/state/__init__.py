"""A folder that the processes of one campaign share. The law: of each release at most one draft is ever published.

What holds it is `choices`: the id of a release's draft is chosen once, by a link that only one of them can make, and
only what was chosen may be published. Leases merely keep two processes from doing the same work: who was stopped for
longer than its lease lasts may go on at any time, whatever its clock says.

    campaign.json           whose it is
    members/MEMBER          a number that its process counts up
    leases/NAME.EPOCH       who does a release
    facts/NAME.EPOCH.json   what that process knows of it: a lockfile, which nobody else writes
    endings/NAME.EPOCH      how that went
    choices/NAME.EPOCH      the draft that was chosen; .fate: what became of it
    budgets/ACCOUNT/…       requests that the server allows, and until when it allows none
    swept/NAME.EPOCH        what one that lost its lease may have left was looked for
    stops/all.EPOCH         why nobody takes a release any more
"""

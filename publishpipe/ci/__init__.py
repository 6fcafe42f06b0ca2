"""publishpipe inside a pipeline of GitHub or GitLab: the lockfile on its branch, and what people read there.

How a release is planned and applied is not decided here: `cli.ci` calls `publishpipe.plan` and `publishpipe.apply` as
anybody does.
"""

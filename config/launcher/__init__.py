"""What stands behind ./poms: standard library only, since it builds all else."""

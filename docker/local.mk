# SPDX-License-Identifier: GPL-3.0-or-later
# docker/local.mk - what images are built from

EXTRA_DIST += \
	.dockerignore \
	docker/Dockerfile \
	docker/README.md \
	docker/build \
	docker/collect \
	docker/compile \
	docker/kubernetes/worker.yaml \
	docker/packages

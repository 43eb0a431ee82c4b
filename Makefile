.PHONY: build test demo fmt lint ci torture bench

build:
	CGO_ENABLED=0 go build -trimpath -o tpdesk ./cmd/tpdesk

test:
	go test ./...

demo:
	go run ./cmd/tpdesk demo

fmt:
	gofmt -w $$(git ls-files '*.go')

lint:
	go vet ./...
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.9.0 run ./...

ci:
	bash .ci/run

# The long counts: races for one renewal, links against openssl, faults by seed, kills, a server that drifts, damaged copies.
torture:
	TPDESK_RACERS=32 TPDESK_RACES=10000 go test -count=1 -timeout 24h -run OfManyProcesses ./internal/cli
	TPDESK_RUNS=1000000 TPDESK_KILLS=10000 TPDESK_PAIRS=10000 TPDESK_FULL=4000 TPDESK_HOURS=2200 go test -count=1 -timeout 48h ./internal/reliability
	TPDESK_CUTS=10000 go test -count=1 -timeout 1h -run PowerCut ./internal/store
	TPDESK_SEEDS=1000 go test -count=1 -timeout 60m -run 'Drift|DamagedCopy' ./internal/desk ./internal/store ./internal/reliability
	TPDESK_TEST_TORTURE=1 go test -count=1 -timeout 60m ./internal/hostile ./internal/ui
	go test -count=1 -timeout 5m -tags vim -run Vim ./internal/ui
	BGL_ROUNDS=10000 go test -count=1 -timeout 10m -run OpenSSL ./internal/link

# What a million reviews cost (docs/performance.md); the copies that it makes are kept for the next run.
bench: export TPDESK_BENCH_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tpdesk-bench
bench:
	TPDESK_BENCH_REVIEWS=10000,100000,1000000 go test -timeout 180m -run '^$$' -bench BenchmarkCopy -benchtime 200x ./internal/store
	for n in 10000 100000 1000000; do TPDESK_BENCH_REVIEWS=$$n go test -timeout 20m -run '^$$' -bench 'Desk/(first|list)' -benchtime 50x ./internal/cli && \
		TPDESK_BENCH_REVIEWS=$$n go test -timeout 20m -run '^$$' -bench 'Desk/(keys|idle)' -benchtime 3x ./internal/cli || exit; done
	go test -run '^$$' -bench 'Key|Sync' -benchtime 3x ./internal/ui ./internal/cli
	go test -run '^$$' -bench Rows ./internal/export
	TPDESK_BENCH_REVIEWS=1000000 go test -timeout 60m -run '^$$' -bench Export ./internal/cli

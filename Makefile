.PHONY: build test demo fmt lint ci

build:
	go build -trimpath -o tpdesk ./cmd/tpdesk

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

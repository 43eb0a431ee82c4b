package auth

import (
	"context"
	"sync"
)

// Memory is a vault that ends with the process.
type Memory struct {
	mu      sync.Mutex
	entries map[string]string
}

// NewMemory gives an empty Memory.
func NewMemory() *Memory { return &Memory{entries: map[string]string{}} }

// Get gives the value or ErrNotFound.
func (m *Memory) Get(_ context.Context, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.entries[name]
	if !ok {
		return "", ErrNotFound
	}
	return value, nil
}

// Set keeps the value.
func (m *Memory) Set(_ context.Context, name, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[name] = value
	return nil
}

// Delete forgets the value.
func (m *Memory) Delete(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, name)
	return nil
}

// Kind is "memory".
func (m *Memory) Kind() string { return "memory" }

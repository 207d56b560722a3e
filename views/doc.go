// Package views renders the portal's pages. It is given everything that it
// shows, already decided and worded: a view takes no decision of its own.
package views

"""The council and what it lays down: the methods (管理方法)."""
